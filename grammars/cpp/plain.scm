(class_specifier body: (_)) @plain
