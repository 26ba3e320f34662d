[(class_declaration) (interface_declaration) (trait_declaration) (enum_declaration)] @plain
(return_statement [(variable_name) (string) (encapsed_string) (integer) (boolean) (null)]) @plain
(assignment_expression right: [(variable_name) (string) (encapsed_string) (integer) (boolean) (null)]) @plain
