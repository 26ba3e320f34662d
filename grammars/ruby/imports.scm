(call method: (identifier) @_called (#any-of? @_called "require" "require_relative" "autoload")) @import
