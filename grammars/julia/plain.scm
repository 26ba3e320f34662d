[(struct_definition) (abstract_definition)] @plain
(const_statement (assignment (_) (operator) . [(identifier) (string_literal) (integer_literal) (float_literal) (boolean_literal)])) @plain
(return_statement . [(identifier) (string_literal) (integer_literal) (float_literal) (boolean_literal)]) @plain
