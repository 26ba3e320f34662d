(method_invocation object: (field_access) @called (#match? @called "^System[.](out|err)$")) @print
