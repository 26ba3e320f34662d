(function_call name: (identifier) @_called (#eq? @_called "require")) @import
