(function_item name: (identifier) @_name (#eq? @_name "main")) @main
