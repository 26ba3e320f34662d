(variable_assignment value: [(word) (string) (raw_string) (number)]) @plain
