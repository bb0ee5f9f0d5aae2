// title: Pearls and Nacre
// description: Strings and heaps of pearls, oyster shells with shimmering insides, on velvet, silk or sand
// tags: pearls, nacre, spheres, jewellery, shadow

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

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    float way = 6.28 * rnd(s, 1);
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.9));
    vec2 p = rot(6.28 * rnd(s, 2)) * u * (0.7 + 0.6 * rnd(s, 3));
    vec3 l = vec3(rot(6.28 * rnd(s, 2)) * sun.xy, sun.z);
    float kind = rnd(s, 4);
    vec3 w = fbmd(p * 1.1 + 7.0 * rnd(s, 5), 3, s);
    vec3 fold = noised(p * 1.6 + w.yz * 0.8, s + 1U);
    vec3 cloth = hsv(rnd(s, 6), 0.7 * rnd(s, 7), 0.1 + 0.75 * rnd(s, 8));
    vec3 n = normalize(vec3(-fold.yz * 0.7, 1.0));
    vec3 col = cloth * (0.3 + 0.9 * max(dot(n, l), 0.0)) + (kind < 0.5 ? 0.35 * cloth * pow(1.0 - n.z, 0.7) : 0.3 * pow(max(dot(n, normalize(l + vec3(0.0, 0.0, 1.0))), 0.0), 14.0) * cloth);
    col *= 0.9 + 0.15 * noise(p * 60.0, s);
    float shade = 1.0, in_ = -1.0;
    vec2 at = vec2(0.0);
    float tone = 0.0;
    for (int i = 0; i < 2; i++) {
        vec3 h = rnd3(s, 20 + i), e = rnd3(s, 22 + i);
        if (h.z < 0.45) continue;
        float size = 0.45 + 0.35 * e.z;
        vec2 o = rot(6.28 * e.x) * (p - 1.6 * (h.xy - 0.5)) / size;
        float a = angle(o + vec2(0.0, 0.5)), r = length(o + vec2(0.0, 0.5));
        float lim = 1.15 + 0.25 * sin(a) + 0.06 * sin(a * 9.0) + 0.03 * sin(a * 23.0);
        vec2 b = o + vec2(0.0, 0.5) + rot(6.28 * e.x) * l.xy * 0.2;
        if (r < lim) {
            vec3 g = fbmd(o * 2.0 + 3.0, 4, s + 5U);
            float band = r + 0.1 * g.x, rim = ramp(lim - 0.15, lim - 0.02, r + 0.05 * g.x);
            vec3 shell = mix(vec3(0.92, 0.9, 0.88), hsv(0.9 * band + 0.2 * g.y + e.y, 0.35, 0.95), 0.65) * (0.75 + 0.3 * g.x + 0.2 * dot(g.yz, l.xy));
            shell += 0.3 * ramp(0.6, 0.9, noise(vec2(band * 5.0, a * 2.0), s + 6U));
            col = mix(shell * (0.6 + 0.4 * ramp(0.0, 0.8, r)), hsv(0.08, 0.3, 0.35) * (0.5 + 0.8 * noise(vec2(a * 8.0, r * 22.0), s)), rim);
            shade = 1.0;
        } else shade *= 1.0 - 0.5 * ramp(lim + 0.15, lim - 0.1, length(b));
    }
    float strings = 1.0 + floor(2.5 * rnd(s, 9)), size = 0.075 + 0.07 * rnd(s, 10);
    for (int j = 0; j < 3; j++) {
        if (float(j) >= strings) break;
        vec3 h = rnd3(s, 30 + j), e = rnd3(s, 34 + j);
        vec2 o = p - 1.3 * (e.xy - 0.5);
        float ring = 0.35 + 0.55 * h.x, n = floor(3.4 * ring / size), a0 = angle(o) / 6.28318 * n;
        for (int t = -1; t < 2; t++) {
            float id = mod(floor(a0) + float(t), n), b = (id + 0.5) / n * 6.28318;
            float out_ = ring * (1.0 + 0.14 * sin(2.0 * b + 6.28 * e.z) + 0.06 * sin(5.0 * b + 6.28 * h.y + iTime));
            float grade = size * (0.72 + 0.25 * cos(b + 6.28 * h.y));
            vec2 q = (o - out_ * vec2(cos(b), sin(b))) / grade, c = q + l.xy * 0.6;
            if (dot(q, q) < 1.0) { in_ = 1.0; at = q; tone = hash(ivec2(int(id), j), s); shade = 1.0; }
            else if (dot(c, c) < 1.0 && in_ < 0.0) shade = min(shade, 0.55);
        }
    }
    for (int i = 0; i < 9; i++) {
        vec3 h = rnd3(s, 40 + i);
        float R = size * (0.7 + 1.6 * h.z * h.z);
        if (hash(ivec2(i, 8), s) > rnd(s, 11) + 0.1) continue;
        vec2 q = (p - 1.9 * (h.xy - 0.5)) / R, b = q + l.xy * 0.6;
        if (dot(q, q) < 1.0) { in_ = 1.0; at = q; tone = h.z + 0.37; shade = 1.0; }
        else if (dot(b, b) < 1.0) shade *= 0.6;
    }
    if (in_ > 0.0) {
        float r = length(at), z = sqrt(max(1.0 - r * r, 0.0));
        vec3 m = vec3(at, z);
        float dark = rnd(s, 12);
        vec3 body = dark < 0.25 ? hsv(0.5 + 0.3 * fract(tone * 7.0), 0.3, 0.3) : hsv(fract(0.02 + 0.12 * tone + (dark > 0.8 ? 0.85 : 0.0)), 0.05 + 0.22 * rnd(s, 13), 0.95);
        vec3 ring = hsv(0.95 + 0.6 * z + 0.2 * fract(tone * 5.0), 0.35, 1.0);
        col = body * (0.3 + 0.75 * max(dot(m, l), 0.0)) * (0.75 + 0.35 * z);
        col += 0.28 * ring * pow(1.0 - z, 1.2) * ramp(0.0, 0.3, z) + 0.22 * body * ramp(0.4, 1.0, dot(m, normalize(l + vec3(0.0, 0.0, 1.0))));
        col = mix(col, cloth * 0.6, 0.35 * ramp(0.55, 0.95, r) * step(dot(at, l.xy), 0.1));
        col += ramp(0.22, 0.1, length(at - 0.45 * l.xy / max(length(l.xy), 0.3))) * 0.9;
    }
    fragColor = vec4(film(col * shade * 1.5), 1.0);
}
