// before: float depth = 1.0 / (1.0
tilted(u, vec2(0.0, -0.55 * rnd(s, 1)));
