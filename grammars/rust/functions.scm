[(function_item) (closure_expression)] @function
