(class_statement) @plain
