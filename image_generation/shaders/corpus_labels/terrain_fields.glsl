// before: float depth = 1.0 / (1.0
tilted(u, vec2(0.0, -0.6 * tilt));
