(call function: (identifier) @called (#any-of? @called "library" "require" "requireNamespace" "loadNamespace" "source")) @import
