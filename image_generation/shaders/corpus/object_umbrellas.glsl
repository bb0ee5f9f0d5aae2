// title: Umbrellas
// description: A crowd under umbrellas seen from above on wet paving, each with its own gores, stripes and rim
// tags: object, umbrellas, aerial, crowd

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

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
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

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float px;

void dim(inout vec3 col, float d, float soft, float dark) {
    col *= 1.0 - dark * (1.0 - smoothstep(-soft, soft, d));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6) + 6400U;
    float zoom = 0.9 + 1.5 * rnd(s, 1), tilt = 0.4 * rnd(s, 2);
    float persp = 1.0 / (1.0 - tilt * u.y);
    px = 2.0 * zoom * persp / iResolution.y;
    mat2 turn = rot(6.28 * rnd(s, 3));
    vec2 p = turn * (u * zoom * persp) + 9.0 * rnd3(s, 4).xy;
    vec2 sun = turn * normalize(vec2(-0.6, 0.8));
    float kind = rnd(s, 5);
    vec2 g = p * (kind < 0.4 ? vec2(2.2) : vec2(1.8, 3.6));
    if (kind >= 0.4) g.x += 0.5 * mod(floor(g.y), 2.0);
    vec2 j = abs(fract(g) - 0.5);
    vec3 stone = mix(vec3(0.42, 0.42, 0.45), dye(s, s + 1U), 0.35);
    vec3 col = stone * (0.6 + 0.4 * hash(ivec2(floor(g)), s)) * (0.75 + 0.4 * noise(p * 12.0, s)) * (1.0 - 0.5 * smoothstep(0.43, 0.48, max(j.x, j.y)));
    if (kind > 0.8) col = mix(col, vec3(0.85), step(0.5, fract(p.x * 0.9)) * 0.8);
    float wet = smoothstep(0.42, 0.6, fbm(p * 0.9, 4, s + 2U));
    vec3 sky = hsv(0.55 + 0.1 * rnd(s, 6), 0.3, 0.65);
    col = mix(col, sky * (0.6 + 0.5 * noise(p * 3.0, s + 5U)), 0.6 * wet);
    vec2 d = p * 3.5, di = floor(d);
    uint dk = cell(ivec2(di), s + 7U);
    float drop = length(d - di - 0.5 - 0.4 * (rnd3(dk, 1).xy - 0.5)), age = fract(iTime * 1.6 + rnd(dk, 2));
    col += 0.3 * (1.0 - age) * (1.0 - smoothstep(0.0, 0.04, abs(drop - 0.4 * age))) * (0.3 + wet);
    float spacing = 1.0 + 0.4 * rnd(s, 7), dense = 0.5 + 0.45 * rnd(s, 8);
    float best = -1.0, shadow = 9.0;
    vec2 at = vec2(0.0);
    uint id = s;
    for (int layer = 0; layer < 2; layer++) {
        vec2 move = layer == 0 ? vec2(0.25, 0.1) * iTime : vec2(-0.1, 0.2) * iTime;
        vec2 q = (p + move) / spacing + 0.5 * float(layer), b = floor(q - 0.5);
        for (int i = 0; i < 4; i++) {
            vec2 c = b + vec2(i & 1, i >> 1);
            uint k = cell(ivec2(c), s + uint(layer) * 3U);
            vec2 o = (q - c - 0.5 - 0.3 * (rnd3(k, 1).xy - 0.5)) * spacing;
            float r = 0.38 + 0.14 * rnd(k, 2);
            if (rnd(k, 3) < dense) {
                float high = rnd(k, 4) + 1.5 * float(layer);
                if (length(o) < r && high > best) {
                    best = high;
                    at = o / r;
                    id = k;
                }
                shadow = min(shadow, length(o + 0.22 * sun) - r);
            }
        }
    }
    if (best < 0.0) {
        dim(col, shadow, 0.09, 0.6);
    } else {
        float n = rnd(id, 5) < 0.7 ? 8.0 : 10.0, spin = 6.28 * rnd(id, 6) + 0.4 * iTime * (rnd(id, 7) - 0.5);
        float a = atan(at.y, at.x + 1e-5) + spin, l = length(at), gore = floor(a / 6.2832 * n), f = fract(a / 6.2832 * n) - 0.5;
        float rim = cos(f * 6.2832 / n) / cos(3.1416 / n) * 0.925;
        float edge = l * cos(f * 6.2832 / n) - cos(3.1416 / n) + 0.05 * (0.25 - f * f);
        vec3 c1 = hsv(rnd(id, 8), 0.75 * rnd(s, 9) + 0.2, 0.3 + 0.65 * rnd(id, 9)), c2 = rnd(id, 10) < 0.4 ? vec3(0.94) : dye(s, id);
        float style = rnd(id, 11);
        vec3 c = c1;
        if (style < 0.3) c = mix(c1, c2, mod(gore, 2.0));
        else if (style < 0.45) c = mix(c1, c2, step(0.5, fract(l * 3.0)));
        else if (style < 0.6) c = mix(c1, c2, step(0.8, l));
        else if (style < 0.72) c = mix(c1, c2, step(length(fract(at * 4.0) - 0.5), 0.25));
        else if (style < 0.82) c = hsv(gore / n + rnd(id, 12), 0.75, 0.9);
        else if (style < 0.9) c = mix(c1, c2, smoothstep(0.45, 0.55, fbm(at * 3.0 + 20.0, 3, id)));
        float mid = (gore + 0.5) / n * 6.2832 - spin;
        vec2 slope = normalize(at + 1e-4) * l * 0.6 + vec2(cos(mid), sin(mid)) * 0.35 * l + vec2(-sin(a - spin), cos(a - spin)) * f * 0.9;
        vec3 nrm = normalize(vec3(slope, 1.0));
        float lit = 0.35 + 0.8 * max(dot(nrm, normalize(vec3(sun, 0.9))), 0.0);
        c *= lit;
        c = mix(c, c * 0.45, (1.0 - smoothstep(0.0, 0.035, 0.5 - abs(f))) * 0.8);
        c += 0.35 * pow(max(dot(nrm, normalize(vec3(sun, 1.6))), 0.0), 40.0);
        if (l < 0.06) c = vec3(0.2);
        if (l < 0.03) c = vec3(0.85);
        vec3 under = col;
        dim(under, shadow, 0.09, 0.6);
        col = mix(c, under, smoothstep(-0.01, 0.01, edge));
    }
    float rain = noise(vec2(u.x * 60.0, u.y * 3.0 + iTime * 30.0), s + 9U);
    col += 0.18 * smoothstep(0.8, 0.95, rain) * rnd(s, 10);
    fragColor = vec4(film(col * 1.75), 1.0);
}
