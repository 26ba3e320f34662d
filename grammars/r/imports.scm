(call function: (identifier) @_called (#any-of? @_called "library" "require" "requireNamespace" "loadNamespace" "source")) @import
