[(compound_statement) (declaration_list) (switch_block) (match_block) (enum_declaration_list)] @nesting
