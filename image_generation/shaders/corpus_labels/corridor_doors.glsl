// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: vec3 l = vec3(0.0, half_.y * 0.8
truth(rd, t, n, 1, n.y > 0.5 ? 1 : n.y < -0.5 ? 2 : n.z < -0.5 ? 3 : n.x > 0.0 ? 4 : 5);
ALBEDO_ = mat;
