// title: String Pictures
// description: Coloured threads stretched between nails on a board, whose crossings draw hearts, stars and shells
// tags: curves, string-art, threads, envelope

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

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float px;

float cover(float d) {
    return clamp(0.5 - d / px, 0.0, 1.0);
}

void lay(inout vec3 col, float d, vec3 c) {
    col = mix(col, c, cover(d));
}

void dim(inout vec3 col, float d, float soft, float dark) {
    col *= 1.0 - dark * (1.0 - smoothstep(-soft, soft, d));
}

float seg(vec2 p, vec2 a, vec2 b) {
    vec2 q = p - a, d = b - a;
    return length(q - d * clamp(dot(q, d) / dot(d, d), 0.0, 1.0));
}

vec2 nail(float i, float n, float form, float twist) {
    float a = 6.2832 * i / n + twist;
    if (form < 0.45) return vec2(cos(a), sin(a)) * 0.92;
    float corners = form < 0.65 ? 3.0 : form < 0.85 ? 4.0 : 6.0;
    float part = 6.2832 / corners, m = mod(a - twist, part) - 0.5 * part;
    return vec2(cos(a), sin(a)) * 0.95 * cos(0.5 * part) / cos(m);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6) + 5200U;
    float zoom = 0.65 + 0.55 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = u * zoom + 0.6 * (rnd3(s, 2).xy - 0.5);
    p /= 1.0 + 0.3 * (rnd(s, 3) - 0.5) * p.x;
    float kind = rnd(s, 4);
    vec3 base = dye(s, s), col;
    if (kind < 0.5) col = mix(base * 0.4, base, 0.3) * (0.6 + 0.6 * noise(vec2(p.x * 3.0 + noise(p * 2.0, s), p.y * 34.0), s)) * (0.7 + 0.3 * step(0.03, fract(p.y * 1.8)));
    else if (kind < 0.75) col = base * 0.3 * (0.8 + 0.4 * noise(p * 60.0, s));
    else col = mix(vec3(0.93), base, 0.2) * (0.85 + 0.2 * noise(p * 40.0, s));
    float n = 24.0 + floor(11.0 * rnd(s, 5)), form = rnd(s, 6), twist = 6.28 * rnd(s, 7) + 0.3 * iTime;
    float fold = 2.0 + floor(5.0 * rnd(s, 8)), skip = floor(n * (0.2 + 0.28 * rnd(s, 9)));
    bool chords = rnd(s, 10) < 0.4;
    vec2 fall = vec2(0.014, -0.018);
    float shadow = 9.0, nails = 9.0;
    vec3 a = hsv(rnd(s, 11), 0.85, 0.95), b = hsv(rnd(s, 11) + 0.15 + 0.4 * rnd(s, 12), 0.8, 0.9);
    float thin = 0.005 + 0.006 * rnd(s, 13);
    for (int i = 0; i < 34; i++) {
        if (float(i) >= n) break;
        float fi = float(i), j = chords ? fi + skip : fi * fold + 3.0;
        vec2 m = nail(fi, n, form, twist), q = nail(j, n, form, twist);
        if (dot(m - q, m - q) > 1e-4) {
            shadow = min(shadow, seg(p + fall, m, q));
            float d = seg(p, m, q) - thin;
            vec3 c = mix(a, b, 0.5 + 0.5 * cos(6.2832 * fi / n * (1.0 + floor(2.0 * rnd(s, 14)))));
            lay(col, d, c * (0.75 + 0.3 * cos(9.0 * dot(p, q - m) / thin * 0.12)));
        }
        nails = min(nails, length(p - m) - 0.016);
    }
    dim(col, shadow - 0.003, 0.012, 0.3);
    float frame = max(abs(p.x), abs(p.y)) - 1.12;
    dim(col, nails - 0.01, 0.02, 0.4);
    lay(col, nails, kind < 0.75 ? vec3(0.8, 0.75, 0.6) : vec3(0.35));
    if (frame > 0.0) {
        vec3 rim = dye(s, s + 6U) * (0.7 + 0.4 * noise(p * vec2(8.0, 40.0), s));
        col = frame < 0.16 ? rim * (0.75 + 0.5 * step(abs(p.x), abs(p.y)) * sign(p.y + 0.001) * 0.5) * (abs(frame - 0.08) < 0.05 ? 1.1 : 0.8) : dye(s, s + 7U) * (0.8 + 0.2 * step(0.5, fract(p.x * 5.0)));
    } else col *= 0.6 + 0.4 * smoothstep(0.0, 0.08, -frame);
    vec2 lamp = u - 1.6 * (rnd3(s, 15).xy - 0.5);
    fragColor = vec4(film(col * (0.8 + 1.0 * exp(-0.7 * dot(lamp, lamp))) * 1.5), 1.0);
}
