// before: float depth = 1.0 / (1.1
tilted(u, vec2(0.0, -0.375 * rnd(s, 1) / (1.1 - 0.375 * rnd(s, 1))));
