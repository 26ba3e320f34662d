[(block) (expression_switch_statement) (type_switch_statement) (select_statement) (field_declaration_list)] @nesting
