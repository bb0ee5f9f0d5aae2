// before: p /= 1.0 + 0.35
tilted(u, vec2(0.35 * (rnd(s, 3) - 0.5) * zoom, 0.0) * rot(0.25 * (rnd(s, 2) - 0.5)));
