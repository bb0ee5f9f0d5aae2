// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: vec3 rd = look(rot(0.15
ROLL = rot(0.15 * (rnd(s, 6) - 0.5));

// before: lit = max(dot(n, sun), 0.0);
truth(rd, t, n, 100 + int(cell(ivec2(floor(cellAt * 2.0 + 0.5)), s) & 65535U), n.y > 0.5 ? 1 : 2);

// before: col = mat * (1.45 * lit
ALBEDO_ = mat;
