// before: vec2 p = u / (1.0 + 0.7
tilted(u, vec2(0.7 * (rnd(s, 1) - 0.5), 0.0));
