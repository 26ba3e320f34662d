[(class_declaration) (object_declaration)] @plain
(property_declaration (variable_declaration) . "=" . [(identifier) (string_literal) (number_literal)]) @plain
(return_expression [(identifier) (string_literal) (number_literal)]) @plain
