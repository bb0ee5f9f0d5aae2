// title: Dunes
// description: Crested sand dunes with ripples in low light, camel-coloured, ashen or on other worlds
// tags: terrain, desert, dunes, sand, height field

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
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

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

uint s;
float sharp, freq;

float land(vec2 p) {
    float n = noise(p * vec2(0.35, 0.25), s);
    float x = p.x * freq + 5.0 * n;
    float f = x - floor(x);
    float crest = f < sharp ? f / sharp : (1.0 - f) / (1.0 - sharp);
    return crest * crest * (0.35 + 0.8 * n) + 0.6 * n;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.3);
    sharp = 0.7 + 0.25 * rnd(s, 1);
    freq = 0.3 + 0.4 * rnd(s, 2);
    float way = 6.28 * rnd(s, 3), lift = rnd(s, 4);
    vec3 ro = vec3(60.0 * rnd(s, 5) + 2.0 * iTime, 1.5 + 2.0 * lift, 60.0 * rnd(s, 6));
    vec3 rd = look(p, ro, ro + vec3(cos(way), -0.2 - 0.6 * lift * rnd(s, 7), sin(way)), 0.9 + rnd(s, 8));
    vec3 sun = normalize(vec3(cos(way + 5.0 * rnd(s, 9)), 0.25 + 0.3 * rnd(s, 10), sin(way + 5.0 * rnd(s, 9))));
    vec3 sand = hsv(0.03 + 0.1 * rnd(s, 11), 0.3 + 0.4 * rnd(s, 12), 0.85);
    if (rnd(s, 13) < 0.2) sand = hsv(rnd(s, 14), 0.35, 0.7);
    vec3 low = hsv(rnd(s, 15) < 0.6 ? 0.08 : rnd(s, 16), 0.3, 0.95), high = hsv(0.5 + 0.25 * rnd(s, 17), 0.65, 0.3 + 0.5 * rnd(s, 18));
    vec3 col = mix(low, high, clamp(rd.y * 2.0 + 0.1, 0.0, 1.0));
    vec2 disc = vec2(dot(rd, normalize(vec3(-sun.z, 0.3, sun.x))), dot(rd, sun));
    col += vec3(1.0, 0.8, 0.5) * (0.4 * pow(max(disc.y, 0.0), 10.0) + smoothstep(0.997, 0.998, disc.y));
    float t = 0.3;
    bool hit = false;
    for (int i = 0; i < 15; i++) {
        vec3 q = ro + rd * t;
        float h = q.y - land(q.xz);
        if (h < 0.008 * t) { hit = true; break; }
        if (q.y > 2.2 && rd.y > 0.0) break;
        t += max(h * 0.7, 0.035 * t);
    }
    if (hit || rd.y < -0.05) {
        vec3 q = ro + rd * t;
        float e = 0.02 + 0.003 * t, h = land(q.xz);
        vec2 g = vec2(land(q.xz + vec2(e, 0.0)) - h, land(q.xz + vec2(0.0, e)) - h) / e;
        float near = exp(-0.06 * t * t);
        vec3 w = noised(q.xz * 1.3, s + 3U);
        float ph = dot(q.xz, vec2(9.0, 16.0)) + 7.0 * w.x + 6.0 * h;
        vec3 n = normalize(vec3(-g.x - 0.3 * near * cos(ph), 1.0, -g.y - 0.5 * near * cos(ph)));
        float lit = max(dot(n, sun), 0.0);
        float above = max(land(q.xz + sun.xz * 0.4) - h - 0.4 * sun.y, land(q.xz + sun.xz * 1.1) - h - 1.1 * sun.y);
        lit *= smoothstep(0.08, -0.04, above);
        vec3 mat = sand * (0.8 + 0.3 * w.x + 0.2 * near * (noise(q.xz * 30.0, s) - 0.5));
        vec2 b = q.xz * 0.9;
        vec2 o = fract(b) - 0.3 - 0.4 * hash2(ivec2(floor(b)), s);
        float tuft = 0.12 * hash(ivec2(floor(b)), s + 9U) - length(o);
        if (rnd(s, 19) < 0.5) mat = mix(mat, hsv(0.2 + 0.15 * rnd(s, 20), 0.5, 0.25) * (0.4 + noise(q.xz * 25.0, s)), smoothstep(0.0, 0.02, tuft));
        col = mix(mat * (lit * vec3(2.0, 1.75, 1.4) + 0.4 * mix(high, low, 0.3)), low, 1.0 - exp(-0.0035 * t * t));
    }
    fragColor = vec4(film(col), 1.0);
}
