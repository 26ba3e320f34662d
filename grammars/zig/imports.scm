(variable_declaration (builtin_function (builtin_identifier) @_called) (#eq? @_called "@import")) @import
