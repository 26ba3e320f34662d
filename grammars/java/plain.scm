[(class_declaration) (interface_declaration) (enum_declaration) (record_declaration)] @plain
(return_statement [(identifier) (string_literal) (decimal_integer_literal) (true) (false) (null_literal)]) @plain
(variable_declarator
  value: [(identifier) (string_literal) (decimal_integer_literal) (true) (false) (null_literal)]) @plain
