// before: float zoom = 0.55
AXES = mat3(u, v, w);
ROLL = rot(6.28 * rnd(s, 5));

// before: vec3 ro = vec3(0.5)
RAY_ = rd;

// before: float lit = max(dot(n, sun), 0.0), k2 = 0.03;
truth(rd, t, n, part > 0.5 ? 100 + int(k & 65535U) : 1, part > 0.5 ? 2 : 1);
ALBEDO_ = mat;
