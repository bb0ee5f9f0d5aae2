// before: p /= 1.0 + (rnd(s, 5)
tilted(u, vec2(rnd(s, 5) - 0.5, 0.0));
