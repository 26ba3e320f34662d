(return_statement (expression_list . [(identifier) (string) (number) (true) (false) (nil)] .)) @plain
(assignment_statement (expression_list . [(identifier) (string) (number) (true) (false) (nil)] .)) @plain
