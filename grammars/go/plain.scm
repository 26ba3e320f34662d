(type_declaration) @plain
(return_statement (expression_list . [(identifier) (nil) (true) (false) (int_literal) (interpreted_string_literal)] .)) @plain
(const_spec value: (expression_list . [(int_literal) (float_literal) (interpreted_string_literal) (iota)] .)) @plain
(short_var_declaration
  right: (expression_list . [(identifier) (nil) (true) (false) (int_literal) (interpreted_string_literal)] .)) @plain
