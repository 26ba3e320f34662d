[(struct_item) (enum_item) (type_item) (trait_item) (impl_item)] @plain
(let_declaration value: [(identifier) (string_literal) (integer_literal) (float_literal) (boolean_literal)]) @plain
(const_item value: [(identifier) (string_literal) (integer_literal) (float_literal) (boolean_literal)]) @plain
