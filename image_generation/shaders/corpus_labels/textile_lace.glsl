// before: float persp = 1.0 / (1.0
tilted(u, vec2(0.0, -tilt));
