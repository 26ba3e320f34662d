[(struct_specifier body: (_)) (enum_specifier body: (_)) (union_specifier body: (_)) (preproc_def)] @plain
(return_statement [(identifier) (string_literal) (number_literal) (true) (false)]) @plain
(init_declarator value: [(identifier) (string_literal) (number_literal) (true) (false)]) @plain
