// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: float lit = max(dot(n, sun), 0.0);
truth(rd, t, n, t == ground ? 1 : 100 + int(cell(c, s) & 65535U), t == ground ? 1 : 100 + int(cell(ivec2(c.x * 31 + c.y, int(floor(q.y - 0.001))), s + 2U) & 65535U));
ALBEDO_ = mat;
