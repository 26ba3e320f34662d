[(class_definition) (object_definition) (trait_definition) (enum_definition) (type_definition)] @plain
(val_definition value: [(identifier) (string) (integer_literal) (floating_point_literal) (boolean_literal)]) @plain
