[(block) (declaration_list) (switch_body) (enum_member_declaration_list) (accessor_list)] @nesting
