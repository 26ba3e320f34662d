[(conditional) (for_expr)] @branch
