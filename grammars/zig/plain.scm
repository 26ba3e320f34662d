(return_expression [(identifier) (string) (integer) (float) (boolean)]) @plain
(variable_declaration "=" . [(identifier) (string) (integer) (float) (boolean)]) @plain
