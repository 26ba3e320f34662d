(let_binding (parameter)) @function
[(fun_expression) (function_expression)] @function
