(class_declaration) @plain
(return_statement [(identifier) (string) (number) (true) (false) (null) (undefined)]) @plain
(variable_declarator value: [(identifier) (string) (number) (true) (false) (null) (undefined)]) @plain
