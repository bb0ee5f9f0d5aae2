// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: p = rot(0.3
ROLL = rot(0.3 * (rnd(s, 1) - 0.5));

// before: col = mix(col, vec3(0.9, 0.95, 0.95), foam
truth(rd, t, normalize(n - 1.01 * max(dot(n, rd), 0.0) * rd), 1, 1);
ALBEDO_ = mix(deep + deep.yzx * 0.4 * w.x * w.x, vec3(0.9, 0.95, 0.95), foam * 0.8 * (1.0 - calm));
