// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: if (abs(n.y) < 0.3) {
ivec2 which_ = ivec2(floor(q.xz / spacing + 0.5));
truth(rd, t, n, q.y < column(q) ? 1 : 100000 + which_.x * 100 + which_.y, q.y < column(q) ? 1 : 2);

// before: float lit = clamp(dot(n, sun), 0.0, 1.0);
ALBEDO_ = mat;
