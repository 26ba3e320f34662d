(function_definition name: (identifier) @_name (#eq? @_name "main")) @main
