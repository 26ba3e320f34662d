[(class_declaration) (interface_declaration) (struct_declaration) (enum_declaration) (record_declaration) (namespace_declaration)] @plain
(return_statement [(identifier) (string_literal) (integer_literal) (boolean_literal) (null_literal)]) @plain
(variable_declarator [(string_literal) (integer_literal) (boolean_literal) (null_literal)]) @plain
