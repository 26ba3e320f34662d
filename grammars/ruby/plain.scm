[(class) (module)] @plain
(assignment right: [(identifier) (constant) (string) (integer) (float) (true) (false) (nil)]) @plain
(return (argument_list . [(identifier) (constant) (string) (integer) (float) (true) (false) (nil)] .)) @plain
