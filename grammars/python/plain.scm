(class_definition) @plain
(return_statement [(identifier) (string) (integer) (float) (true) (false) (none)]) @plain
(assignment right: [(identifier) (string) (integer) (float) (true) (false) (none)]) @plain
