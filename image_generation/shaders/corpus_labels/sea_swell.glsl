// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: p = rot(0.3
ROLL = rot(0.3 * (rnd(s, 1) - 0.5));

// before: vec3 body = deep
truth(rd, t, vec3(0.0, 1.0, 0.0), 1, 1);
ALBEDO_ = deep;
