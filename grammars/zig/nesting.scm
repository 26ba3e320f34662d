[(block) (struct_declaration) (enum_declaration) (union_declaration) (switch_expression)] @nesting
