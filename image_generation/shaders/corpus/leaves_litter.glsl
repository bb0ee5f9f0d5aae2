// title: Leaf Litter
// description: Fallen leaves with midribs and veins over each other, in spring, summer and autumn colours
// tags: leaves, plants, dead leaves, occlusion, veins

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

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

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

vec3 unpack(uint k) {
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

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 3.1);
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.45 + 1.3 * rnd(s, 2)) + 15.0 * rnd(s, 3) + 0.5 * iTime;
    float way = 6.28 * rnd(s, 4);
    vec2 sun = vec2(cos(way), sin(way));
    float season = rnd(s, 5), spread = 0.05 + 0.2 * rnd(s, 6);
    float slim = 0.25 + 0.3 * rnd(s, 8), lobes = floor(5.0 * rnd(s, 9)), veins = 3.0 + 3.0 * rnd(s, 13);
    uint top = 0U;
    vec2 local = vec2(0.0), axis = vec2(1.0, 0.0);
    float depth = -1.0, shade = 1.0, level = 0.0;
    for (int layer = 0; layer < 5; layer++) {
        mat2 turn = rot(0.7 * float(layer) + 0.2);
        vec2 q = turn * p * (2.4 - 0.22 * float(layer)) + 5.7 * float(layer);
        vec2 c = floor(q);
        uint k = cell(ivec2(c), s + uint(layer) * 77U);
        vec3 h = unpack(k), g = rnd3(k, 2);
        if (h.x > 0.96) continue;
        vec2 ax = normalize(g.xy - 0.48);
        vec2 o = q - c - 0.5;
        float size = 0.42 + 0.12 * h.y;
        vec2 l = vec2(dot(o, ax), dot(o, vec2(-ax.y, ax.x))) / size;
        l.y += 0.35 * (g.z - 0.5) * l.x * l.x;
        float x = clamp(l.x * 0.5 + 0.5, 0.0, 1.0);
        float edge = slim * 4.0 * x * (1.0 - x) * (1.3 - 0.7 * x) * (1.0 + 0.14 * lobes * abs(fract(x * (1.0 + lobes)) - 0.5));
        float d = edge - abs(l.y);
        vec2 drop = turn * sun;
        vec2 so = l + 0.17 * vec2(dot(drop, ax), dot(drop, vec2(-ax.y, ax.x)));
        float sx = clamp(so.x * 0.5 + 0.5, 0.0, 1.0);
        if (abs(l.x) < 1.0 && d > 0.0) {
            top = k;
            local = l;
            axis = transpose(turn) * ax;
            depth = d;
            shade = 1.0;
            level = float(layer);
        } else shade *= 1.0 - 0.5 * smoothstep(-0.02, 0.12, slim * 4.0 * sx * (1.0 - sx) - abs(so.y));
    }
    vec3 col;
    if (depth < 0.0) col = hsv(0.05 + 0.08 * rnd(s, 7), 0.5, 0.35) * (0.3 + fbm(p * 6.0, 4, s));
    else {
        float hue = season + spread * (rnd(top, 8) - 0.5) * 2.0;
        if (rnd(s, 10) < 0.65) hue = mix(0.0, 0.3, fract(season + spread * 2.0 * rnd(top, 8)));
        vec3 mat = hsv(hue, 0.5 + 0.35 * rnd(top, 9), 0.35 + 0.5 * rnd(top, 10));
        float v = abs(fract((local.x - 0.9 * abs(local.y)) * veins) - 0.5);
        float vein = max(smoothstep(0.035, 0.01, abs(local.y)), 0.5 * smoothstep(0.1, 0.0, v) * smoothstep(0.0, 0.1, depth));
        float spot = noise(local * 5.0 + 20.0, top);
        mat = mix(mat, hsv(0.06, 0.6, 0.3), smoothstep(0.6, 0.75, spot) * rnd(top, 11));
        float fold = sign(local.y) * dot(sun, vec2(-axis.y, axis.x));
        float curl = 0.8 + 0.3 * fold + 0.4 * sin(local.x * 3.0 + 6.0 * rnd(top, 12)) * rnd(top, 13);
        mat *= curl * (0.9 + 0.15 * cos(v * 6.28)) * (0.7 + 0.4 * smoothstep(0.0, 0.06, depth));
        col = mix(mat, mat * 1.6 + 0.05, vein) * (0.5 + 0.1 * level);
    }
    fragColor = vec4(film(col * shade * 1.8), 1.0);
}
