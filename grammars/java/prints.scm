(method_invocation object: (field_access) @_called (#match? @_called "^System[.](out|err)$")) @print
