// title: Menger Halls
// description: The holed cube of Menger and its relatives, from outside or from within, in stone, brass or paint
// tags: fractal, menger, raymarching, architecture

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

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

vec2 hitBox(vec3 ro, vec3 rd, vec3 half_size) {
    vec3 inv = 1.0 / (rd + vec3(lessThan(abs(rd), vec3(1e-6))) * 1e-5);
    vec3 a = -inv * ro;
    vec3 k = abs(inv) * half_size;
    return vec2(max(max(a.x - k.x, a.y - k.y), a.z - k.z), min(min(a.x + k.x, a.y + k.y), a.z + k.z));
}

uint s;
float hole;
mat2 twist;

float map(vec3 p) {
    vec3 q = abs(p);
    float d = max(q.x, max(q.y, q.z)) - 1.0, size = 1.0;
    for (int i = 0; i < 4; i++) {
        p.xy = twist * p.xy;
        vec3 a = abs(mod(p * size + 1.0, 2.0) - 1.0);
        size *= 3.0;
        vec3 r = abs(1.0 - 3.0 * a);
        float c = min(max(r.x, r.y), min(max(r.y, r.z), max(r.z, r.x)));
        d = max(d, (c - hole) / size);
    }
    return d;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.5) + 4100U;
    hole = 0.8 + 0.35 * rnd(s, 1);
    twist = rot(rnd(s, 2) < 0.5 ? 0.0 : 0.35 * (rnd(s, 3) - 0.5));
    float way = 6.28 * rnd(s, 4) + 0.2 * iTime, far = rnd(s, 5) < 0.5 ? 1.9 + 1.2 * rnd(s, 6) : 1.05 + 0.35 * rnd(s, 6);
    vec3 ro = vec3(cos(way), 1.3 * (rnd(s, 7) - 0.3), sin(way)), side = abs(ro);
    ro *= far / max(side.x, max(side.y, side.z));
    vec3 rd = look(p, ro, 0.7 * (rnd3(s, 8) - 0.5), 1.0 + 0.9 * rnd(s, 9));
    vec3 sun = normalize(vec3(rnd(s, 10) - 0.5, 0.3 + rnd(s, 11), rnd(s, 12) - 0.5) + 0.6 * normalize(ro));
    vec3 back = dye(s, s + 1U), a = dye(s, s + 2U), b = dye(s, s + 3U), glow = hsv(rnd(s, 13), 0.7, 1.0);
    vec3 sky = mix(back, back.zxy * 0.35, smoothstep(-0.6, 0.7, rd.y + 0.3 * (fbm(p * 1.6, 4, s) - 0.5)));
    vec2 h = hitBox(ro, rd, vec3(1.001));
    vec3 col = sky;
    float t = max(h.x, 0.0), d = 1.0;
    if (h.x < h.y && h.y > 0.0) {
        for (int i = 0; i < 34; i++) {
            d = map(ro + rd * t);
            if (d < 0.0012 * t || t > h.y) break;
            t += d;
        }
        if (t < h.y) {
            vec3 q = ro + rd * t;
            vec2 e = vec2(0.0015, 0.0);
            vec3 n = normalize(vec3(map(q + e.xyy) - map(q - e.xyy), map(q + e.yxy) - map(q - e.yxy), map(q + e.yyx) - map(q - e.yyx)) + 1e-6);
            float deep = max(abs(q.x), max(abs(q.y), abs(q.z)));
            float band = floor(deep * 9.0 + 0.01);
            vec3 mat = mix(a, b, fract(band * 0.5) * 2.0 * step(0.4, rnd(s, 14)));
            vec3 w = abs(n);
            vec2 uv = w.x > 0.5 ? q.yz : w.y > 0.5 ? q.xz : q.xy;
            mat *= 0.7 + 0.5 * fbm(uv * 14.0, 3, s);
            if (rnd(s, 15) < 0.4) {
                vec2 f = abs(fract(uv * 13.5) - 0.5);
                mat = mix(mat, b * 0.4, smoothstep(0.42, 0.46, max(f.x, f.y)));
            }
            float lit = max(dot(n, sun), 0.0), k = 0.02;
            for (int i = 0; i < 10; i++) {
                float v = map(q + n * 0.004 + sun * k);
                lit *= clamp(0.2 + 14.0 * v / k, 0.0, 1.0);
                if (lit < 0.02 || k > 1.6) break;
                k += clamp(v, 0.015, 0.3);
            }
            float ao = clamp(0.3 + map(q + n * 0.05) * 10.0 + map(q + n * 0.15) * 2.0, 0.0, 1.0);
            col = mat * (1.5 * lit + (0.3 + 0.25 * n.y + 0.1 * n.x) * ao * (0.5 + back));
            col += mat * glow * 0.9 * exp(-3.0 * length(q)) * (1.0 - 0.5 * ao) + 0.35 * lit * pow(max(dot(reflect(rd, n), sun), 0.0), 20.0);
            col = mix(sky, col, exp(-0.15 * t * t * step(1.5, far) * 0.4));
        }
    }
    fragColor = vec4(film(col * 1.6), 1.0);
}
