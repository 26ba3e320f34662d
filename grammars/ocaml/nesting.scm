[(structure) (let_expression) (match_expression) (function_expression) (fun_expression) (record_declaration)] @nesting
