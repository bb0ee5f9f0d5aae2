// title: Bare Branches
// description: Forked trees without leaves or with blossom against sky, fog or a wall, near and far
// tags: tree, branches, plants, silhouette, recursion

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec2 hash2(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 14)) * 0xA3C59E1BU;
    return vec2(float(int(k >> 16)), float(int((k ^ (k >> 13)) & 65535U))) / 65536.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7);
    vec3 low = hsv(rnd(s, 1), 0.15 + 0.4 * rnd(s, 2), 0.95), high = hsv(rnd(s, 3), 0.5, 0.35 + 0.5 * rnd(s, 4));
    vec3 col = mix(low, high, smoothstep(-0.8, 1.1, u.y));
    col = mix(col, mix(low, vec3(1.0), 0.5), 0.8 * smoothstep(0.45, 0.7, fbm(u * vec2(1.0, 2.0) + iTime * 0.4, 3, s)));
    float ground = -0.65 + 0.25 * rnd(s, 5) + 0.1 * sin(u.x * 2.0 + 6.0 * rnd(s, 6));
    float far = ground + 0.25 * fbm(vec2(u.x * 2.0 + 9.0 * rnd(s, 7), 1.0), 3, s);
    if (u.y < far) col = mix(high * 0.6, low, 0.5 + 0.3 * noise(u * 12.0, s));
    vec3 earth = rnd(s, 8) < 0.4 ? vec3(0.9, 0.93, 1.0) : hsv(0.08 + 0.2 * rnd(s, 9), 0.5, 0.4);
    if (u.y < ground) col = earth * (0.6 + 0.6 * fbm(vec2(u.x, u.y * 3.0) * 6.0 / (0.4 + ground - u.y + 0.5), 4, s + 4U));
    vec3 bloom = rnd(s, 10) < 0.35 ? hsv(0.9 + 0.15 * rnd(s, 11), 0.3, 1.0) : hsv(0.02 + 0.3 * rnd(s, 11), 0.7, 0.6);
    float leafy = rnd(s, 12);
    for (int tree = 0; tree < 2; tree++) {
        uint k = s * 5U + uint(tree);
        float near = tree == 0 ? 0.45 + 0.2 * rnd(k, 1) : 0.9 + 0.5 * rnd(k, 1);
        vec2 p = (u - vec2(1.8 * (rnd(k, 2) - 0.5), ground - 0.12 * float(tree) - 0.2 * (near - 0.45))) / near;
        p.x += 0.12 * p.y * sin(iTime * 3.0 + float(tree));
        vec2 q = p;
        float d = 9.0, wide = 0.055 + 0.035 * rnd(k, 3), scale = 1.0, len = 0.45 + 0.2 * rnd(k, 4);
        float bark = 0.0;
        for (int i = 0; i < 6; i++) {
            float y = clamp(q.y, 0.0, len);
            vec3 g = rnd3(k, 10 + i), h = rnd3(k, 20 + i);
            float w = wide * (1.0 - 0.3 * y / len);
            float bend = 0.1 * y * (len - y) / len * (h.x - 0.5) * 4.0;
            float here = (length(q - vec2(bend, y)) - w) * scale;
            if (here < d) { d = here; bark = (q.x - bend) / w; }
            q.y -= len * (0.72 + 0.2 * h.y);
            float a = 0.35 + 0.4 * g.x, b = 0.3 + 0.5 * g.y;
            bool right = q.x > 0.0;
            float turn = right ? a : -b;
            q = mat2(1.0, turn, -turn, 1.0) * q * inversesqrt(1.0 + turn * turn);
            float shrink = 0.73 + 0.08 * g.z;
            q /= shrink;
            scale *= shrink;
        }
        float fuzzy = (length(q) - 1.1) * scale;
        vec2 lp = p * 16.0;
        vec2 lo = fract(lp) - 0.25 - 0.5 * hash2(ivec2(floor(lp)), k);
        float clump = step(length(lo), 0.33) * step(hash(ivec2(floor(lp)), k + 3U), 0.85);
        vec3 wood = mix(hsv(0.03 + 0.08 * rnd(k, 5), 0.3, 0.12 + 0.15 * rnd(k, 6)), vec3(0.8, 0.8, 0.78), step(0.8, rnd(k, 7)));
        wood *= 0.5 + 0.7 * smoothstep(1.0, -0.6, bark) + 0.3 * noise(p * vec2(30.0, 9.0), k);
        wood = mix(wood, mix(low, high, 0.5), tree == 0 ? 0.45 : 0.0);
        if (leafy > 0.4 && fuzzy < 0.03 && p.y > 0.35) {
            vec3 leaf = bloom * (0.55 + 0.6 * hash(ivec2(floor(lp)), k + 5U)) * (0.8 - 0.8 * lo.y);
            col = mix(col, mix(leaf, mix(low, high, 0.5), tree == 0 ? 0.4 : 0.0), clump);
        }
        col = mix(col, wood, smoothstep(0.006, -0.004, d));
    }
    fragColor = vec4(film(col * 1.25), 1.0);
}
